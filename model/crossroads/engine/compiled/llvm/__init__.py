"""What LLVM is handed and hands back: text, machine code, what is kept of it, WebAssembly."""
