"""Benchmarks: `bin/bench NAME [--quick]`. Each is a module here with a `main(quick)`."""
