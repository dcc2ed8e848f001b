"""The contract with central: topics, messages, directory, signatures. Imports only appeals."""
