"""The JSON objects of the API: parameters, schemas, conversion and exports."""
