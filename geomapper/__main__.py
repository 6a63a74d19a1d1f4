"""`python -m geomapper` is `geomapper`."""

from geomapper.cli import main

if __name__ == "__main__":
    main()
