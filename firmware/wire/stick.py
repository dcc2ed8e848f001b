"""How appeals lie on a USB stick: the way to central for a booth without a network."""

FOLDER = "dialog-appeals"
CLIP, MANIFEST, ENVELOPE, STORED = (
    ".clip.age",
    ".manifest.age",
    ".envelope.jws",
    ".stored",
)
"""What follows the id in the names of an appeal's files; STORED is central's answer."""
