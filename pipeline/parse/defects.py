"""The defects that parsing tells of: the table of the contract, by the name that the parser knows it by."""

from schemas.defects import DEFECTS, OF_PAGES, PERSONAL

__all__ = ["DEFECTS", "OF_PAGES", "PERSONAL"]
