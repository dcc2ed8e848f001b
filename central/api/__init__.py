"""The API for other systems: they read appeals, write statuses and official numbers."""
