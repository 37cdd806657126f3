"""The hypotheses of the documents, asked by name: each a file, an answer of three sentences, and a verdict."""
