"""What a recording costs beside ffmpeg, and how long it takes to become a number."""
