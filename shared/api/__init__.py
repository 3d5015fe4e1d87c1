"""HTTP: routes, requests, answers and errors in the shapes of the Django REST Framework."""
