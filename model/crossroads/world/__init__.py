"""What a world is: axes, state, calendar, luck, observables."""
