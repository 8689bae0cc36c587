import { presentBanner } from './presenter.ts'

const child = { nhsNumber: '9990100004', name: 'SAMPLE, Robin', birthDate: '2016-04-02', gender: 'Male', note: '' }

export const fixtures = {
  traced: { macro: 'patientBanner', of: presentBanner(child) },
  'not traced': {
    macro: 'patientBanner',
    of: presentBanner({ nhsNumber: '9990100004', name: 'Name not known', note: 'NHS number not traced: PDS is away' }),
  },
}
