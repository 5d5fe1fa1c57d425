"""The door that leakage.json names: `python -m pipeline.leakage DATASET` counts its figures again."""

from pipeline.release.leakage import main

if __name__ == "__main__":
    main()
