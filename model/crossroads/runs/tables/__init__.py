"""The tables of a run: the arrays that they are made of, Parquet, and what pandas and xarray make of them."""
