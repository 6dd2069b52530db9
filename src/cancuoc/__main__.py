"""`python -m cancuoc`, which is also how `cancuoc run` starts its roles."""

from cancuoc.cli import main

if __name__ == "__main__":
    main()
