"""Notices by SMS: to officials about their appeals, to citizens who left a telephone."""
