import { defineErrors } from '../../platform/index.ts'

export const auditReportErrors = defineErrors({
  AUDIT_REPORT_SPAN: {
    status: 400,
    sentence: 'A report covers at most 31 days, from one day to the same or a later one that has begun',
  },
})
