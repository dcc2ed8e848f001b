"""The disk between the two processes: database, sealed files, the order of durability.

Each table has one writer. The kiosk inserts `appeal` and `ask`; the uplink owns
`transfer`, `reply`, `directory` and `line`, and alone unlinks stored files.
"""
