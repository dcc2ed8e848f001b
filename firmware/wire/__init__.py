"""The contract with central: topics, messages, directory, signatures; and the client of both ends.

Imports only appeals.
"""
