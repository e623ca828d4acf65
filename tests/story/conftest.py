from tests.golden.recording import golden

__all__ = ["golden"]
