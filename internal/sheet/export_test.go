package sheet

// Hidden is hidden, for the test that asks words for every other field.
var Hidden = hidden
