"""Text reuse: passages of reported speech that stand in several articles.

Passages are found by winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for
document fingerprinting", SIGMOD 2003) and compared by their longest common subsequence of words.
"""
