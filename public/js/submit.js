// Sends a form that only carries something from one page to another. Without script its button does the same.
document.querySelector('form[data-submit-at-once]')?.submit()
