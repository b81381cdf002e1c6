"""Shared web machinery: the gate, form fields, paging, exports, error pages."""
