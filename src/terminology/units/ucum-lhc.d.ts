/** The part of @lhncbc/ucum-lhc 7 that is used; the package ships no types. */
declare module '@lhncbc/ucum-lhc' {
  interface Conversion {
    readonly status: 'succeeded' | 'failed' | 'error';
    readonly toVal: number | null;
  }
  interface Validation {
    readonly status: 'valid' | 'invalid' | 'error';
  }
  interface UcumLhcUtils {
    convertUnitTo(
      from: string,
      value: number,
      to: string,
      options?: { readonly suggest?: boolean; readonly molecularWeight?: number | null },
    ): Conversion;
    validateUnitString(unit: string, suggest?: boolean): Validation;
  }
  const ucum: { readonly UcumLhcUtils: { getInstance(): UcumLhcUtils } };
  export default ucum;
}
