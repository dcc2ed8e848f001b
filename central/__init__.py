"""The reference central: everything that a booth expects of the other side."""
