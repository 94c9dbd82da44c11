"""The pictures of the readmes. Run by ``./setup/screenshots``, in the Python of the tests."""
