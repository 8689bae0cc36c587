import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../platform/index.ts'
import { chooseRole } from './choose-role.ts'

const roleId = fc.constantFrom('1', '2', '3')
const held = fc.uniqueArray(roleId).map(ids => ids.map(roleProfileId => ({ roleProfileId })))
const asked = fc.record({
  selected: fc.option(roleId, { nil: undefined }),
  session: fc.option(roleId, { nil: undefined }),
})

function outcome(...args: Parameters<typeof chooseRole>): string {
  try {
    return chooseRole(...args).roleProfileId
  } catch (error) {
    assert.ok(isRefusal(error))
    return error.code
  }
}

test('whatever is asked, the role is held and is the one asked for, or the request is refused', () => {
  fc.assert(
    fc.property(held, asked, (roles, wish) => {
      const chosen = outcome(roles, wish)
      const { selected, session } = wish
      const isHeld = (id: string) => roles.some(role => role.roleProfileId === id)
      if (selected !== undefined && !isHeld(selected)) assert.equal(chosen, 'SELECTED_ROLE_INVALID')
      else if (selected !== undefined && session !== undefined && session !== selected)
        assert.equal(chosen, 'SESSION_ROLE_INVALID')
      else if (selected !== undefined) assert.equal(chosen, selected)
      else if (roles.length === 0) assert.equal(chosen, 'ROLES_NONE')
      else if (session !== undefined) assert.equal(chosen, isHeld(session) ? session : 'SESSION_ROLE_INVALID')
      else assert.equal(chosen, roles.length === 1 ? roles[0]?.roleProfileId : 'ROLES_SEVERAL')
    }),
  )
})
