"""`booth demo`: one booth, its bench and a central on one machine.

The only room that brings central along; a booth in the field never imports it.
"""
