"""What an appeal is: number, manifest, envelope, sealing, dates, receipt.

Knows no devices and no database.
"""
