/** Settings: what each organization may choose, declared by the modules that heed it. */
export {
  type DeclaredSetting,
  defineSetting,
  readChosen,
  requireListed,
  type Setting,
  type SettingValue,
} from "./define-setting.ts";
