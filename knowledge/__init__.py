"""What is known, and how it is found: records, catalogue, shipped library, facts, rules, index, retrieval."""
