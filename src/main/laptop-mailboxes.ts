import { createMailbox, registerWorkflow } from '../mesh/index.ts'
import { meshServerDepsOf } from './mesh-server.ts'
import { groundOf } from './processes.ts'
import type { Settings } from './settings.ts'

/** The invented authorities that have a mailbox. */
export const LAPTOP_AUTHORITIES = ['X01', 'X02', 'X03'] as const

/** The mailbox and password of an invented authority. */
export function laptopMailbox(code: string): { readonly mailboxId: string; readonly password: string } {
  return { mailboxId: `${code}CPIS1`, password: `laptop-${code.toLowerCase()}-password` }
}

/** The invented mailbox that news of changed numbers come from, as those of the Multicast Notification Service would. */
export const LAPTOP_MNS = { mailboxId: 'X26MNS1', password: 'laptop-mns-password' } as const

/** Makes the mailboxes of this service and of the invented authorities, and the workflows between them. */
export async function makeLaptopMailboxes(settings: Settings): Promise<void> {
  const ground = groundOf('mesh-setup', settings)
  const deps = meshServerDepsOf(ground)
  const hub = settings.hubMailbox
  const ours = {
    mailboxId: hub,
    name: 'Open CP-IS',
    odsCode: 'X26',
    password: settings.hubMailboxPassword,
    active: true,
  }
  const authorities = LAPTOP_AUTHORITIES.map(code => ({
    name: code,
    odsCode: code,
    active: true,
    ...laptopMailbox(code),
  }))
  const mns = { name: 'Notification service', odsCode: 'X26', active: true, ...LAPTOP_MNS }
  try {
    for (const mailbox of [ours, mns, ...authorities]) await createMailbox(deps, mailbox)
    const all = authorities.map(mailbox => mailbox.mailboxId)
    const { uploadWorkflow, acknowledgementWorkflow, accessNoticeWorkflow, inactiveNumberWorkflow } = settings
    const toAuthorities = [
      acknowledgementWorkflow,
      accessNoticeWorkflow,
      inactiveNumberWorkflow,
      settings.wasNotBroughtWorkflow,
    ]
    await registerWorkflow(deps, { workflowId: uploadWorkflow, senders: all, receivers: [hub] })
    const news = { workflowId: settings.numberChangeWorkflow, senders: [mns.mailboxId], receivers: [hub] }
    await registerWorkflow(deps, news)
    for (const workflowId of toAuthorities) {
      await registerWorkflow(deps, { workflowId, senders: [hub], receivers: all })
    }
  } finally {
    await ground.end()
  }
}
