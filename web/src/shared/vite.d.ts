declare module "*?worker&url" {
  const url: string;
  export default url;
}
declare module "*.css";

/** Set by the build. */
declare const __VERSION__: string;
