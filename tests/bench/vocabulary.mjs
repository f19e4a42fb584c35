// The words and codes that the corpus is made of.

const list = (text) => text.trim().split(/\s+/);

export const words = {
  families:
    list(`Adams Akgün Barlow Beaumont Bertrand Çelik Chen Cooper Demir Dubois Evans Fontaine Garcia Hughes Ivanov
    Jensen Kaya Keller Lambert Lefèvre Li Marchetti Moreau Nakamura Novak Okafor Öztürk Patel Petit Quinn Rossi Şahin Sharma
    Silva Tanaka Turner Ulrich Vasquez Wagner Walsh Wang Yıldız Young Zhang Zielinski`),
  givens:
    list(`Aisha Alice Amélie Ayşe Benoît Carlos Chloé Daniel Deniz Elif Emma Fatma George Hasan Hugo Ines Ivan Jean Julia
    Kemal Lena Lucas Maria Mehmet Mei Nadia Noah Olga Omar Paul Priya Rosa Sami Sofia Thomas Wei Yusuf Zeynep`),
  cities: list(`Ashford Bolton Carlisle Derby Exeter Farnham Grantham Hexham Ilkley Kendal Ludlow Malvern Newbury Oakham
    Penrith Ripon Stroud Tetbury Ulverston Wells`),
  clinical:
    list(`the of and patient with no to for in on reports is was pain left right days since blood pressure review
    history normal mild daily weeks at symptoms pressure given not any after before examination without treatment continue follow
    up chest abdominal stable home medication today advised severe therapy results chronic acute months increased test low high
    well fever cough dose taking tablets improved discussed plan repeat referral side effects denies bilateral upper lower limb
    heart rate regular lungs clear soft non tender swelling wound dressing clean dry infection antibiotics allergy known weight
    diet exercise smoking alcohol stopped started reduced morning evening sleep mood anxiety headache dizziness nausea vomiting
    appetite bowel urine frequency burning culture sent laboratory haemoglobin glucose fasting kidney function liver enzymes
    cholesterol thyroid hormone level within range borderline elevated decreased trend improving worsening unchanged x-ray
    ultrasound scan report awaited shows degenerative change fracture joint knee hip shoulder back spine neck movement limited
    physiotherapy arranged injection vaccine administered consent obtained tolerated procedure local anaesthetic suture removed
    skin rash erythema itching cream applied twice eye vision ear hearing throat sore tonsils lymph nodes palpable oedema ankles
    pulses present sensation intact reflexes foot ulcer diabetic insulin units hypoglycaemia episode metformin amlodipine aspirin
    statin inhaler technique checked wheeze breathless exertion oxygen saturation sputum clearing asthma control plan updated
    carer daughter son husband wife visit telephone contact emergency number confirmed lives alone stairs fall risk assessed
    walking aid frame provided memory concerns cognition score orientation pregnancy gestation antenatal movements felt cervical
    smear due contraception counselling mammogram invitation prostate screening colonoscopy polyp histology benign biopsy site
    healing gradually pneumonia bronchitis sinusitis gastritis reflux migraine arthritis gout osteoporosis anaemia hypertension
    fibrillation anticoagulation warfarin target ratio bleeding bruising platelets creatinine potassium sodium calcium ferritin
    folate vitamin deficiency supplement prescribed pharmacy collected certificate issued employer fit work duties amended phased
    return specialist letter received cardiology neurology dermatology rheumatology urology gynaecology ophthalmology outcome
    summarised copied shared agreed next appointment booked reminder safety net explained understands instructions leaflet`),
};

/** LOINC code, display, UCUM unit, and the ends of the reference range. */
const observations = [
  ["4548-4", "Haemoglobin A1c", "%", 4, 5.6],
  ["2339-0", "Glucose", "mg/dL", 70, 140],
  ["2093-3", "Total cholesterol", "mg/dL", 100, 200],
  ["2571-8", "Triglycerides", "mg/dL", 40, 150],
  ["2085-9", "HDL cholesterol", "mg/dL", 40, 60],
  ["2160-0", "Creatinine", "mg/dL", 0.6, 1.3],
  ["3094-0", "Urea nitrogen", "mg/dL", 7, 20],
  ["2823-3", "Potassium", "mmol/L", 3.5, 5.1],
  ["2951-2", "Sodium", "mmol/L", 136, 145],
  ["17861-6", "Calcium", "mg/dL", 8.6, 10.3],
  ["718-7", "Haemoglobin", "g/dL", 12, 17],
  ["6690-2", "Leukocytes", "10*3/uL", 4, 11],
  ["777-3", "Platelets", "10*3/uL", 150, 400],
  ["3016-3", "Thyrotropin", "m[IU]/L", 0.4, 4],
  ["1742-6", "Alanine aminotransferase", "U/L", 7, 56],
  ["2276-4", "Ferritin", "ng/mL", 12, 300],
  ["29463-7", "Body weight", "kg", 50, 100],
  ["8867-4", "Heart rate", "/min", 60, 100],
  ["8310-5", "Body temperature", "Cel", 36, 37.5],
  ["2708-6", "Oxygen saturation", "%", 94, 100],
];

const conditions = [
  ["44054006", "Diabetes mellitus type 2"],
  ["38341003", "Hypertension"],
  ["195967001", "Asthma"],
  ["49436004", "Atrial fibrillation"],
  ["396275006", "Osteoarthritis"],
  ["35489007", "Depressive disorder"],
  ["431855005", "Chronic kidney disease stage 1"],
  ["37796009", "Migraine"],
  ["90560007", "Gout"],
  ["235595009", "Gastro-oesophageal reflux disease"],
];

const medications = [
  ["860975", "Metformin 500 mg tablet"],
  ["308136", "Amlodipine 5 mg tablet"],
  ["617312", "Atorvastatin 20 mg tablet"],
  ["314076", "Lisinopril 10 mg tablet"],
  ["745679", "Salbutamol 90 µg inhaler"],
  ["198240", "Prednisone 5 mg tablet"],
  ["308182", "Amoxicillin 250 mg capsule"],
  ["855332", "Warfarin 5 mg tablet"],
  ["966222", "Levothyroxine 50 µg tablet"],
  ["313782", "Paracetamol 325 mg tablet"],
];

export const codes = {
  observations,
  conditions,
  medications,
  encounters: [
    ["185349003", "Encounter for check up"],
    ["185345009", "Encounter for symptom"],
    ["439708006", "Home visit"],
    ["185317003", "Telephone encounter"],
  ],
  procedures: [
    ["73761001", "Colonoscopy"],
    ["29303009", "Electrocardiographic procedure"],
    ["274474001", "Bone immobilisation"],
    ["225358003", "Wound care"],
    ["127783003", "Spirometry"],
  ],
  vaccines: [
    ["140", "Influenza, seasonal, injectable"],
    ["113", "Tetanus and diphtheria toxoids"],
    ["33", "Pneumococcal polysaccharide"],
    ["121", "Zoster, live"],
  ],
  allergies: [
    ["91936005", "Allergy to penicillin"],
    ["91935009", "Allergy to peanut"],
    ["300916003", "Latex allergy"],
    ["232350006", "House dust mite allergy"],
  ],
};
