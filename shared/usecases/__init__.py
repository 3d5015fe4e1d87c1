"""What the product does, one public function a file; everything outside comes in as a keyword argument."""
