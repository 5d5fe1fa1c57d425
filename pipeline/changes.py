"""stub"""
from pipeline.release import Release


def changes_words(release: Release) -> str:
    """stub"""
    return release.settings.text("dataset", "changes") or "This is the first release."
