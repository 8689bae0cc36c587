/** Names the folder every visited page is written to as a picture; set by `bin/test --screenshots FOLDER`. */
export const SCREENSHOTS = 'CPIS_TEST_SCREENSHOTS'
