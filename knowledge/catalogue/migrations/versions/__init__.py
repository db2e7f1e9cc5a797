"""One file per version, named and numbered in order: r0001, r0002, …"""
