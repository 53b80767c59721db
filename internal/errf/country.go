package errf

// Countries in UNHCR's files have UNHCR's codes, not ISO's: its AUS is Austria, its ARE Egypt, its CHI China, its MAR
// Martinique. Read as ISO they would send a case to the wrong office and hide that somebody is in the country of their
// nationality (I-15, I-36), so the house's codes (ISO 3166-1 alpha-3) are made of them at the door. Places that UNHCR lists beside the state they
// lie in become that state, and the code as written is kept with the person.
const countryCodes = `
ALG=DZA ANG=AGO ANT=ATG ARE=EGY AUL=AUS AUS=AUT BAH=BHR BAR=BRB BER=BMU BHU=BTN BKF=BFA BOT=BWA BRU=BRN BSN=BIH BUL=BGR BZE=BLZ CAM=KHM
CAR=CAF CAY=CYM CHD=TCD CHI=CHN COB=COG COI=COM COS=CRI CVI=CPV DEN=DNK DJB=DJI DUB=ARE EGU=GNQ ERT=ERI FGU=GUF FIJ=FJI FNC=NCL FPO=PYF
GAM=GMB GFR=DEU GRE=GRC GRN=GRD GUA=GTM GUI=GIN HAI=HTI HON=HND ICE=ISL ICO=CIV INS=IDN IRE=IRL KRN=PRK KUR=XKU KUW=KWT LEB=LBN LES=LSO
MAD=MDG MAR=MTQ MAU=MRT MCD=MKD MLS=MYS MLW=MWI MOR=MAR MTA=MLT MTS=MUS MYA=MMR NAN=ANT NEP=NPL NET=NLD NGR=NER NIG=NGA PAL=PSE PAR=PRY
PHI=PHL POR=PRT PUE=PRI ROM=ROU RSA=ZAF SAL=SLV SER=SRB SEY=SYC SIK=IND SIN=SGP SMA=SMR SOL=SLB SOV=SUN SPA=ESP SRV=VNM STK=KNA SUD=SDN
SWA=SWZ SWI=CHE TAN=TZA TCI=TCA TIB=CHN TMP=TLS TOG=TGO TRT=TTO UAE=ARE URU=URY WES=WSM WSH=ESH ZAM=ZMB ZIM=ZWE
ABW AFG AIA ALB AND ARG ARM ASM ATA ATF AZE BDI BEL BEN BES BGD BHS BLR BOL BRA BVT CAN CCK CHL CMR COD COK COL CUB CUW CXR CYP CZE DMA DOM
ECU EST ETH FIN FLK FRA FRO FSM GAB GBR GEO GHA GIB GNB GRL GUM GUY HKG HMD HRV HUN IND IOT IRN IRQ ISR ITA JAM JOR JPN KAZ KEN KGZ KIR KNA
KOR LAO LBR LBY LCA LIE LKA LTU LUX LVA MAC MCO MDA MDV MEX MHL MLI MNE MNG MNP MOZ MSR MYT NAM NCL NFK NIC NIU NOR NRU NZL OMN PAK PAN PCN
PER PLW PNG POL QAT REU RUS RWA SAU SCG SEN SGS SHN SJM SLE SOM SPM SSD STP SUR SVK SVN SWE SXM SYR THA TJK TKL TKM TON TUN TUR TUV TWN UGA
UKR UMI USA UZB VAT VCT VEN VGB VIR VUT WLF YEM YUG
`

// Codes of the table that are no country.
const (
	notGiven  = "-"
	unknown   = "U"
	stateless = "ZZZ"
)

// within are codes for a part of a state, or a second code for it: the house's code is the state's.
var within = map[string]bool{"DUB": true, "SIK": true, "TIB": true, "FNC": true, "STK": true}

// countries maps UNHCR's codes to the house's; "" for what is no country.
var countries = func() map[string]string {
	m := entries(countryCodes)
	m[notGiven], m[unknown], m[stateless] = "", "", ""
	return m
}()

// Country is the house's code for a code of UNHCR's. What is not in the table stays as written, so that it is
// shown and somebody can settle it; exact says that nothing was lost on the way.
func Country(code string) (house string, exact bool) {
	house, known := countries[code]
	if !known {
		return code, false
	}
	return house, !within[code]
}
