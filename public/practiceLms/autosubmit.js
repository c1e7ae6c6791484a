// Sends the form on this page at once; the button on it does the same without script.
document.getElementById('autosubmit').submit()
