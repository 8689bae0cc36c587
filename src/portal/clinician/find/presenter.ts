/** The first page: a patient by NHS number, and the ways to the searches. */
export function presentFind(
  wish: { readonly typed: string; readonly isWrong: boolean } = { typed: '', isWrong: false },
) {
  const error = 'Enter an NHS number of 10 digits, as 999 123 4567; this one is not right'
  return {
    title: wish.isWrong ? 'Error: Find a patient' : 'Find a patient',
    errors: wish.isWrong ? [{ text: error, href: '#nhs-number' }] : [],
    number: {
      id: 'nhs-number',
      name: 'number',
      label: { text: 'NHS number', classes: 'nhsuk-label--m' },
      hint: { text: 'For example 999 123 4567. It is on letters of the NHS and on prescriptions.' },
      classes: 'nhsuk-input--width-10',
      code: true,
      inputmode: 'numeric',
      autocomplete: 'off',
      spellcheck: false,
      value: wish.typed,
      ...(wish.isWrong && { errorMessage: { text: error } }),
    },
  }
}
