"""How the encoder is adapted to lay questions: weights out of the int8 file and back, pairs, training."""
