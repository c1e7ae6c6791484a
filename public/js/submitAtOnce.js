// A page whose only purpose is to carry a form on: send it as soon as it is there. The button stays for everybody else.
document.querySelector('form[data-submit-at-once]')?.requestSubmit()
