"""The rows of the table, a module each; `tests.bench.registry` lists them."""
