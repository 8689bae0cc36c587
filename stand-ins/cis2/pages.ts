import type { RoleProfileRow } from '../../src/identity/index.ts'
import type { StandInUser } from './users.ts'

/** Text as it may stand in HTML, quoted attributes included. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/** A whole page: plain HTML that works without scripts. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - CIS2 stand-in</title>
<style>
body { font: 1.1rem/1.5 Arial, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; color: #212b32; background: #fff }
.banner { background: #ffeb3b; padding: .5rem 1rem; font-weight: bold }
button { font: inherit; width: 100%; text-align: left; padding: .6rem 1rem; margin: .25rem 0; border: 2px solid #005eb8;
  background: #fff; color: #005eb8; cursor: pointer }
button:hover, button:focus { background: #005eb8; color: #fff; outline: 4px solid #ffeb3b }
</style>
</head>
<body>
<p class="banner">This stands in for CIS2. Everybody here is invented; no secret is asked.</p>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`
}

/** One person to choose, and the roles held today. */
export type Choosable = { readonly user: StandInUser; readonly roles: readonly RoleProfileRow[] }

/** The first page: who signs in. `action` takes the form. */
export function usersPage(action: string, people: readonly Choosable[]): string {
  const buttons = people.map(({ user, roles }) => {
    const name = [user.title, user.given, user.family].filter(Boolean).join(' ')
    const held = roles.map(roleText).join('; ') || 'no role'
    const text = `${name} (${user.userId}), ${held}, assurance level ${user.authenticator.level}`
    return `<button name="user" value="${escaped(user.userId)}">${escaped(text)}</button>`
  })
  return page('Choose who signs in', form(action, buttons))
}

/** The second page, for somebody with several roles: which one this sign-in is for. */
export function rolesPage(action: string, { user, roles }: Choosable): string {
  const hidden = `<input type="hidden" name="user" value="${escaped(user.userId)}">`
  const buttons = roles.map(
    role => `<button name="role" value="${escaped(role.role_profile_id)}">${escaped(roleText(role))}</button>`,
  )
  return page('Choose your role', form(action, [hidden, ...buttons]))
}

function roleText(role: RoleProfileRow): string {
  return `${role.job_role_name} at ${role.org_name} (${role.org_ods}), ${role.activity_codes.join(' ')}`
}

function form(action: string, fields: readonly string[]): string {
  return `<form method="post" action="${escaped(action)}">\n${fields.join('\n')}\n</form>`
}
