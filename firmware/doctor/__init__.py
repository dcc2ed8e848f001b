"""`booth doctor`: looks at every device and setting of this booth and says what to do."""
