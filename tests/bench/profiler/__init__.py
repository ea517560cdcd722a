"""Put on PYTHONPATH, so that Python imports `sitecustomize` when a process starts."""
