"""Recording: camera packets and sound -> fragmented MP4 -> age -> disk, and its review.

Video exists in the clear only in memory: in bounded pipes between threads.
"""
