"""The public page: how an appeal stands, and its answer, for whoever has the number."""
