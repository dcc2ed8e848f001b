"""How a machine becomes a booth: the card is taken in at each start, and central enrols it."""
