import { figure, type Table, words } from './presenter.ts'

const table: Table = {
  caption: 'Uploads of the last 30 days',
  head: ['Received', 'Rows', 'State'],
  rows: [
    [{ text: '3 May 2026 at 06:10', href: '/authority' }, figure(1234), { text: 'All taken', tag: 'green' }],
    [...words('2 May 2026 at 06:10'), figure(9), { text: 'Some refused', tag: 'orange' }],
  ],
  empty: 'There are none yet.',
}

export const fixtures = {
  'with rows': { macro: 'table', of: table },
  empty: { macro: 'table', of: { ...table, rows: [] } },
}
