/** The pages where people sign in and look after their account: static, served from here, talking only to the API. */
export { addAccountPages } from "./add-account-pages.ts";
