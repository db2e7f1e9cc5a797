"""Chinese text as such: folding, words, sentences, numbers, 文号."""
